variable "project" {
  type        = string
  description = "Google Cloud project."
}

variable "region" {
  type    = string
  default = "europe-west1"
}

variable "image" {
  type        = string
  description = "Image made by `docker build --target app`, in Artifact Registry."
}

variable "memory" {
  type        = string
  default     = "2Gi"
  description = "Holds tamis, the database and a copy of it."
}

variable "with_key" {
  type        = bool
  default     = false
  description = "Use the key in the secret; it must have a version."
}
